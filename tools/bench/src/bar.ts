/** One measured figure beside what is wanted of it. */
export interface Bar {
  readonly bar: string;
  readonly value: number;
  readonly want: number;
  readonly unit: string;
  readonly ok: boolean;
}

type Figure = Omit<Bar, 'ok'>;

/** A bar that holds when the value is `want` or more. */
export const atLeast = (figure: Figure): Bar => ({ ...figure, ok: figure.value >= figure.want });

/** A bar that holds when the value is `want` or less. */
export const atMost = (figure: Figure): Bar => ({ ...figure, ok: figure.value <= figure.want });
