// How the provider's pages open a form.
import type { Content } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'

/**
 * A form that posts to `action` with the browser's token in it. Our page says what is missing or wrong, not a bubble of
 * the browser.
 */
export const form = (action: string, csrf: string, content: Content) =>
  html`<form class="stack" method="post" action="${action}" novalidate><input type="hidden" name="csrf" value="${csrf}">${content}</form>`

/** From a form to the page of the same address, which says what holds now. */
export const toSameAddress = (c: Context): Response => c.redirect(new URL(c.req.url).pathname, 303)

export const withNext = (path: string, next: string): string => `${path}?next=${encodeURIComponent(next)}`
