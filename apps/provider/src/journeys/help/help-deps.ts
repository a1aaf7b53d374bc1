// What the pages of the help work with, besides what every page does: who our messages come from.
import type { Deps } from '../flow/sign-in-flow.ts'

/** `sms`: the name that our SMS come from; null where none are sent. */
export type Senders = { mail: string; sms: string | null }
export type HelpDeps = Deps & { senders: Senders }
