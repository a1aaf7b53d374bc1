// One answer of the help: what it is made of, how it is drawn, and the text that a search looks through.
import { disclosure, steps, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Translate, MessageKey } from '#texts/messages.ts'

export type Device = 'phone' | 'computer'

/** A part of an answer. Of `ways` the one of the visitor's device comes first. */
export type Part =
  | { text: MessageKey }
  | { steps: readonly MessageKey[] }
  | { list: readonly MessageKey[] }
  | { link: MessageKey; href: string }
  | { ways: Record<Device, { name: MessageKey; steps: readonly MessageKey[] }> }

/** What sentences of answers may name. */
export type Named = { mail: string }

export const partsText = (t: Translate, parts: readonly Part[], named: Named): string =>
  parts
    .flatMap(keysOf)
    .map((key) => t(key, named))
    .join(' ')

function keysOf(part: Part): readonly MessageKey[] {
  if ('text' in part) return [part.text]
  if ('steps' in part) return part.steps
  if ('list' in part) return part.list
  if ('link' in part) return [part.link]
  return Object.values(part.ways).flatMap((way) => [way.name, ...way.steps])
}

export type Drawing = { t: Translate; named: Named; device: Device }

/** The question that opens; its id leads to it, and opens it. */
export const drawAnswer = (
  { id, question, parts }: { id: string; question: string; parts: readonly Part[] },
  drawing: Drawing,
  open: boolean,
): Html => disclosure({ id, open, summary: question, content: parts.map((part) => drawPart(part, drawing)) })

function drawPart(part: Part, { t, named, device }: Drawing): Html {
  if ('text' in part) return html`<p>${t(part.text, named)}</p>`
  if ('steps' in part) return steps(part.steps.map((key) => t(key, named)))
  if ('list' in part)
    return html`<div class="prose"><ul>${part.list.map((key) => html`<li>${t(key, named)}</li>`)}</ul></div>`
  if ('link' in part) return html`<p><a href="${part.href}">${t(part.link)}</a></p>`
  const [first, second] =
    device === 'phone'
      ? ([part.ways.phone, part.ways.computer] as const)
      : ([part.ways.computer, part.ways.phone] as const)
  return html`<div class="stack stack--loose">${[first, second].map((way) => html`<div class="stack stack--tight"><h3>${t(way.name)}</h3>${steps(way.steps.map((key) => t(key, named)))}</div>`)}</div>`
}
