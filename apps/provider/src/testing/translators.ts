// The sentences of an installation with the default time zone, for tests that start no server.
import { createTranslators } from '#locales/messages.ts'
import { DEFAULT_TIMEZONE } from '../server/config.ts'

export const translatorFor = createTranslators(DEFAULT_TIMEZONE)
