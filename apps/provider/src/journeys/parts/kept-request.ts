// The way on to where somebody was going, who adds a backup in the middle of it: every page of a backup's end has it,
// whatever they look at in between. It is kept in this browser, and followed only as far as the request is its own.
import { actions, type Html, linkButton } from '@sluis/design'
import type { Context } from 'hono'
import { isOfDevice, leadsTo, requestIn } from '#identity/sessions/sign-in-request.ts'
import { clearCookie, readCookie, REQUEST_COOKIE, writeCookie } from '#platform/cookies.ts'
import { askingBrowser, type AuthenticatedFlow, type Deps, type Env } from '../flow/sign-in-flow.ts'

/** An application's request, or a device's. */
const REQUEST = /^\/(?:continue|device)\/[\w-]{10,60}$/u
const KEPT_SECONDS = 60 * 60

export function keepRequest(c: Context<Env>, next: string): void {
  if (REQUEST.test(next)) writeCookie(c, REQUEST_COOKIE, next, KEPT_SECONDS)
}
export const forgetRequest = (c: Context<Env>): void => clearCookie(c, REQUEST_COOKIE)

/** The address that is kept; null where nothing is. Whether its request lasts, `keptRequestLink` asks. */
export function keptRequestHref(c: Context): string | null {
  const kept = readCookie(c, REQUEST_COOKIE)
  return kept !== undefined && REQUEST.test(kept) ? kept : null
}

/** Null where nothing is kept, or its request is over. */
export async function keptRequestLink(
  c: Context<Env>,
  deps: Pick<Deps, 'findSignIn'>,
  { t, now }: Pick<AuthenticatedFlow, 't' | 'now'>,
): Promise<Html | null> {
  const href = keptRequestHref(c)
  if (href === null) return null
  const found = await deps.findSignIn(href, askingBrowser(c), now)
  if (found === null) {
    forgetRequest(c)
    return null
  }
  const application = leadsTo(requestIn(found.request, t.language))
  if (application) return linkButton({ text: t('done.to', { application: application.name }), href, wide: true })
  return isOfDevice(found.request) ? linkButton({ text: t('done.to-device'), href, wide: true }) : null
}

/** For the head of a page that has other things to do. */
export async function keptRequestBar(...args: Parameters<typeof keptRequestLink>): Promise<Html | ''> {
  const link = await keptRequestLink(...args)
  return link === null ? '' : actions([link])
}
