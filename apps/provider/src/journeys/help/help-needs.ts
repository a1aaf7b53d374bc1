// What the pages of the help work with, besides what every page does: who our messages come from.
import type { Needs } from '../way.ts'

/** `text`: the name that our text messages come from; null where none are sent. */
export type Senders = { mail: string; text: string | null }
export type HelpNeeds = Needs & { senders: Senders }
