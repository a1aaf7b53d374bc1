// What is thrown where Sluis cannot be asked. Nobody is let in on a guess: the page says so, 503.

export class SluisUnreachable extends Error {
  override name = 'SluisUnreachable'

  /** For the log: the chain of reasons in one line, without a stack, since it is nobody's bug here. */
  get reason(): string {
    const reasons = [this.message]
    for (let { cause } = this as Error; cause instanceof Error && reasons.length < 5; { cause } = cause)
      reasons.push(cause.message)
    return reasons.join(' < ')
  }
}
