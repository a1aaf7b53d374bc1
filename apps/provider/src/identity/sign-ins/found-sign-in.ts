// A sign-in as pages and the protocol find it: where it leads, and what is stored of it.
import type { SignInRequest } from '#identity/sessions/sign-in-request.ts'
import type { SignInRecord } from './sign-in-record.store.ts'

/** The browser that asks: its session's token, its lasting one, and its id, to which applications' requests are bound. */
export type AskingBrowser = { token: string | null; device: string | null; browserId: string }

export type FoundSignIn = { request: SignInRequest; record: SignInRecord }
