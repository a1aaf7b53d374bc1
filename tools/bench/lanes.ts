// Work in lanes, and what its times come to.

/** So many at once, each lane one after the other. */
export async function inLanes<Item>(
  lanes: number,
  items: readonly Item[],
  act: (item: Item, index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0
  await Promise.all(
    Array.from({ length: Math.min(lanes, items.length) }, async () => {
      for (let index = next++; index < items.length; index = next++) await act(items[index]!, index)
    }),
  )
}

/** The value below which so many of a hundred lie; 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** In ms, by a clock that does not jump. */
export async function timed<Value>(work: () => Promise<Value>): Promise<{ ms: number; value: Value }> {
  const began = performance.now()
  const value = await work()
  return { ms: performance.now() - began, value }
}

/** People take their time, and a page that goes on by itself has them wait. Nothing else in the bench does. */
export const pauseOf = (ms: number): Promise<void> => new Promise((elapsed) => setTimeout(elapsed, ms))
