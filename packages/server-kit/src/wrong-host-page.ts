// The page for whoever comes by an address that is not ours: 127.0.0.1 for localhost, say. Nothing else is served
// there, no style and no picture, so it needs none; and its one link leads to the right address.
import { html } from 'hono/html'
import type { Language } from './messages.ts'

type WrongHostPage = { language: Language; title: string; text: string; reference: string; origin: string }

export const wrongHostPage = ({ language, title, text, reference, origin }: WrongHostPage) =>
  html`<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<h1>${title}</h1>
<p>${text}</p>
<p><a href="${origin}/">${origin}/</a></p>
<p><small>${reference}</small></p>
</html>`
