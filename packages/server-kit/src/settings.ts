// Settings from the environment, checked whole: all wrong ones are named together, and no value is printed.
import { z } from 'zod'

export class SettingsError extends Error {
  override name = 'SettingsError'
}

/**
 * Parses `environment` with `schema`; an empty variable counts as absent. Throws one SettingsError with a line for each
 * wrong setting, and with the file that explains them all: `explainedIn`, from the project's root.
 */
export function readSettings<Schema extends z.ZodType>(
  schema: Schema,
  environment: NodeJS.ProcessEnv,
  explainedIn: string,
): z.output<Schema> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const read = schema.safeParse(present)
  if (read.success) return read.data
  const lines = read.error.issues.map((issue) => `  ${issue.path.join('.') || 'settings'}: ${issue.message}`)
  throw new SettingsError(
    `These settings are wrong:\n${[...new Set(lines)].join('\n')}\nEach is explained in ${explainedIn}.`,
  )
}

/** 32 bytes in base64 or base64url, as `openssl rand -base64 32` prints them; several by comma, the newest first. */
export const keysSetting = z.string({ error: 'is missing' }).transform((text, context) => {
  const keys = text.split(',').map((part) => Buffer.from(part.trim(), 'base64'))
  if (keys.some((key) => key.length !== 32))
    context.addIssue({
      code: 'custom',
      message: 'each key is 32 bytes in base64 (openssl rand -base64 32), several by comma',
    })
  return keys
})

export const portSetting = z.coerce
  .number({ error: 'is not a port' })
  .int('is not a port')
  .min(0, 'is not a port')
  .max(65_535, 'is not a port')
