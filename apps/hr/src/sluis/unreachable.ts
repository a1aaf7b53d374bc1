// What is thrown where Sluis cannot be asked. Nobody is let in on a guess: the page says so, 503.

export class SluisUnreachable extends Error {
  override name = 'SluisUnreachable'
}
