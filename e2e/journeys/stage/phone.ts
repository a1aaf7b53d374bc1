// A phone in somebody's hand: codes by oathtool and QR codes by zbarimg, so that nothing of ours judges what is ours.
import { execFileSync } from 'node:child_process'

const STEP_MS = 30_000
const stepNow = (): number => Math.floor(Date.now() / STEP_MS)

/** What another authenticator shows for this secret, so many minutes from now. */
export const codeAt = (secret: string, minutes = 0): string => codeOfStep(secret, stepNow() + minutes * 2)

const codeOfStep = (secret: string, step: number): string =>
  execFileSync('oathtool', ['--totp', '-b', secret, '--now', `@${(step * STEP_MS) / 1000 + 5}`], {
    encoding: 'utf8',
  }).trim()

// The last step that was used, per secret: whoever signs in twice within half a minute takes the next code, as people
// do.
const used = new Map<string, number>()

/**
 * A code that was not used yet. There are two in half a minute; whoever needs a third waits until the phone shows it,
 * as people do.
 */
export function freshCode(secret: string): string {
  const step = Math.max(stepNow(), (used.get(secret) ?? 0) + 1)
  // The next code is good before it shows (RFC 6238 §5.2); the one after it is not.
  if (step > stepNow() + 1)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, (step - 1) * STEP_MS - Date.now())
  used.set(secret, step)
  return codeOfStep(secret, step)
}

/** Six digits that fit no moment near this one. */
export function wrongCode(secret: string): string {
  const near = execFileSync(
    'oathtool',
    ['--totp', '-b', secret, '--window', '60', '--now', `@${((stepNow() - 30) * STEP_MS) / 1000}`],
    { encoding: 'utf8' },
  )
  return ['000000', '123456', '271828'].find((code) => !near.includes(code))!
}

/** The text in a picture's QR code. */
export const readQr = (picture: Buffer): string =>
  execFileSync('zbarimg', ['--quiet', '--raw', '-'], {
    input: picture,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  }).trim()

/** The words on a PDF. */
export const readPdf = (path: string): string => execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' })
