// One request begins in each turn of the event loop, so that a crowd that comes at once holds up nobody's answer.

/**
 * First come, first served; at once where nobody has begun in this turn. What begins says itself whose work it is
 * (request-scope.ts): whoever waits keeps nothing of where it was asked.
 */
export function createTurns(later: (work: () => void) => void = setImmediate): (begin: () => void) => void {
  const waiting: (() => void)[] = []
  let isTaken = false
  const nextTurn = (): void => {
    const begin = waiting.shift()
    isTaken = begin !== undefined
    if (!begin) return
    later(nextTurn)
    begin()
  }
  return (begin) => {
    if (isTaken) return void waiting.push(begin)
    isTaken = true
    later(nextTurn)
    begin()
  }
}
