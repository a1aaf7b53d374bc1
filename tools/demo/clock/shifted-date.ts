// A Date whose "now" is moved by an offset; dates with a given time and all methods are unchanged.

export type ShiftedDate = { Date: DateConstructor; setOffset(offsetMs: number): void; offset(): number }

/** Holds an offset of 0, for all threads of the program that it is handed to. */
export const createOffset = (): BigInt64Array => new BigInt64Array(new SharedArrayBuffer(8))

/**
 * Makes the shifted constructor from the real one. They share a prototype, so that a date made by either, or by Node,
 * pg or structuredClone, is an instance of both.
 */
export function createShiftedDate(RealDate: DateConstructor, shared = createOffset()): ShiftedDate {
  const offset = (): number => Number(Atomics.load(shared, 0))
  const now = (): number => RealDate.now() + offset()

  // A function, since Date() without `new` returns a string, which a class cannot do.
  function Date(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(now()).toString()
    return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, new.target)
  }
  const shifted = Object.defineProperties(Date, {
    prototype: { value: RealDate.prototype, writable: false },
    length: { value: RealDate.length },
    now: { value: now, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
  }) as unknown as DateConstructor

  return {
    Date: shifted,
    setOffset(next) {
      if (!Number.isSafeInteger(next)) throw new RangeError('an offset is a whole number of milliseconds')
      Atomics.store(shared, 0, BigInt(next))
    },
    offset,
  }
}
