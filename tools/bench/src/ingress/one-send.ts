import { connectProducer, receive } from './verified-receiver.ts';

// The usual way: verify, one send() per request, 204.
const { producer, topic } = await connectProducer();
await receive((message) => producer.send({ topic, acks: -1, messages: [message] }));
