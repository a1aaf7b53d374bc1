// Intl.DateTimeFormat reads the machine's clock when it is given no date; here it uses the shifted time.

/** Replaces `format` and `formatToParts` on the prototype; returns a function that restores them. */
export function shiftDateFormats(now: () => number): () => void {
  const prototype = Intl.DateTimeFormat.prototype
  const realFormat = Object.getOwnPropertyDescriptor(prototype, 'format')!
  const realParts = Object.getOwnPropertyDescriptor(prototype, 'formatToParts')!
  type Format = (date?: Date | number) => string
  const bound = new WeakMap<Intl.DateTimeFormat, Format>()

  Object.defineProperty(prototype, 'format', {
    ...realFormat,
    get(this: Intl.DateTimeFormat): Format {
      const real = realFormat.get!.call(this) as Format
      const known = bound.get(this)
      if (known) return known
      const shifted: Format = (date) => real(date === undefined ? now() : date)
      bound.set(this, shifted)
      return shifted
    },
  })
  Object.defineProperty(prototype, 'formatToParts', {
    ...realParts,
    value(this: Intl.DateTimeFormat, date?: Date | number) {
      return (realParts.value as Intl.DateTimeFormat['formatToParts']).call(this, date === undefined ? now() : date)
    },
  })
  return () => {
    Object.defineProperty(prototype, 'format', realFormat)
    Object.defineProperty(prototype, 'formatToParts', realParts)
  }
}
