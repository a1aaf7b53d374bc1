// What somebody gets and what they do not get: a list with a check or a cross before each line.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'
import { icon } from './icon.ts'

/** `isGiven` false: the list of what is not. */
export const given = (lines: readonly string[], isGiven = true): Html =>
  html`<ul class="given${isGiven ? '' : ' given--not'}" role="list">${lines.map((line) => html`<li>${icon(isGiven ? 'check' : 'cross')}<span>${line}</span></li>`)}</ul>`
