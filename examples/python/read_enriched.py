"""Prints each call's state as it becomes known, one JSON object per line. Written from docs/events/asyncapi.json alone."""

import json
import os
import pathlib

from kafka import KafkaConsumer

GROUP = os.environ.get("GROUP", "python-example")
TYPE = "dev.switchback.session.enriched"

document = json.loads((pathlib.Path(__file__).parents[2] / "docs/events/asyncapi.json").read_text())
address, message = next(
    (channel["address"], message)
    for channel in document["channels"].values()
    for message in channel["messages"].values()
    if message["name"] == TYPE
)

consumer = KafkaConsumer(
    os.environ.get("TOPIC_PREFIX", "") + address,
    bootstrap_servers=os.environ["KAFKA_BROKERS"].split(","),
    group_id=GROUP,
    auto_offset_reset="earliest",
    enable_auto_commit=False,
)

# A higher revision replaces a lower one; whatever comes again is no higher. A real consumer keeps this in its store.
revisions = {}
for record in consumer:
    headers = {name: value.decode() for name, value in record.headers}
    missing = [name for name in message["headers"]["required"] if name not in headers]
    # A replay for another group is passed over, and so is a type that came after this was written.
    if not missing and headers["ce_type"] == TYPE and headers.get("x-replay-group", GROUP) == GROUP:
        call = json.loads(record.value)
        key = (headers["ce_organization"], call["sessionId"])
        if call["revision"] > revisions.get(key, 0):
            revisions[key] = call["revision"]
            print(
                json.dumps(
                    {"session": call["sessionId"], "revision": call["revision"], "outcome": call["outcome"]["value"]}
                ),
                flush=True,
            )
    # Only now: what was not done comes again.
    consumer.commit()
