// What somebody gets and what they do not get: a list with a check or a cross before each line.
import { html } from 'hono/html'
import type { Html } from '../markup.ts'
import { icon } from './icon.ts'

/** `isChecked` false: the list of what is not. */
export const checkList = (lines: readonly string[], isChecked = true): Html =>
  html`<ul class="check-list${isChecked ? '' : ' check-list--not'}" role="list">${lines.map((line) => html`<li>${icon(isChecked ? 'check' : 'cross')}<span>${line}</span></li>`)}</ul>`
