// Structured logs: one JSON line an event, with everything secret or personal taken out before it is written.
import pino, { type Logger } from 'pino'
import { createLogLines, standardOutputTarget } from './log-lines.ts'

export type Log = Logger

// Second net only: the first is that nobody logs a form, a header or a body.
const SECRET_FIELDS = new Set([
  'password',
  'code',
  'secret',
  'token',
  'email',
  'authorization',
  'cookie',
  'csrf',
  'phone',
  'hash',
  'voucher',
  'client_secret',
  'refresh_token',
  'access_token',
  'id_token',
])
const TAKEN_OUT = '[taken out]'
// An object in an object in a line.
const DEPTH = 3

/**
 * `program` and `more` are in each line. Errors are logged with type, message and stack; an e-mail address in a message
 * is blanked.
 */
export function createLog(program: string, level: string, more: Record<string, string | number> = {}): Log {
  const tellLoss = (lost: number): string =>
    `{"level":${pino.levels.values['warn']}${pino.stdTimeFunctions.isoTime()},"program":${JSON.stringify(program)},"lost":${lost},"msg":"log lines were lost"}\n`
  return pino(
    {
      level,
      base: { program, ...more },
      timestamp: pino.stdTimeFunctions.isoTime,
      // By hand, since pino's own looks for each of the names in each line, which takes ten times as long as the line.
      formatters: { log: (line) => withoutSecrets(line, DEPTH) },
      serializers: { err: (error: Error) => redactError(pino.stdSerializers.err(error)) },
    },
    createLogLines(standardOutputTarget(), tellLoss),
  )
}

/** The line itself where there is nothing to take out. Errors have their own serialiser. */
function withoutSecrets(line: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null
  for (const [name, value] of Object.entries(line)) {
    const shown = SECRET_FIELDS.has(name)
      ? TAKEN_OUT
      : depth > 1 && typeof value === 'object' && value !== null && !(value instanceof Error)
        ? withoutSecrets(value as Record<string, unknown>, depth - 1)
        : value
    if (shown !== value) (copy ??= Array.isArray(line) ? Object.assign([], line) : { ...line })[name] = shown
  }
  return copy ?? line
}

const ADDRESS = /[^\s"'<>()=/\\:]+@[^\s"'<>()/]+\.[a-z]{2,}/gi

/**
 * A path as it may be written: a word in it that is long enough to open a door (40 signs are 240 bits; an id has 36) is
 * taken out, and so is an address.
 */
export const redactPath = (path: string): string =>
  (path.includes('@') ? path.replace(ADDRESS, '[address]') : path).replace(/[\w-]{40,}/g, '[taken out]')

function redactError(error: ReturnType<typeof pino.stdSerializers.err>): object {
  // A database error carries the row's values in `detail` and `parameters`; neither is logged.
  return {
    type: error.type,
    message: error.message.replace(ADDRESS, '[address]'),
    stack: error.stack.replace(ADDRESS, '[address]'),
    errorCode: (error as { code?: unknown }).code,
  }
}
