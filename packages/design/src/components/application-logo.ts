// The logo of a business app, before its name, which stands beside it as text. Its room is there before it has come.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'

export const applicationLogo = (source: string): Html =>
  html`<img class="application-logo" src="${source}" alt="" width="32" height="32">`
