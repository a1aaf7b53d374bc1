// One answer of the help: what it is made of, how it is rendered, and the text that a search looks through.
import { actions, disclosure, linkButton, steps, type Html } from '@sluis/design'
import { html } from 'hono/html'
import type { Translate, MessageKey } from '#locales/messages.ts'

export type NextLink = { text: MessageKey; values?: { application: string }; href: string }

export type Device = 'phone' | 'computer'

/** A part of an answer. Of `variants` the one for the device of the request comes first. */
export type Part =
  | { text: MessageKey }
  | { steps: readonly MessageKey[] }
  | { list: readonly MessageKey[] }
  | { link: MessageKey; href: string }
  | { variants: Record<Device, { name: MessageKey; steps: readonly MessageKey[] }> }

/** What sentences of answers may name. */
export type AnswerValues = { mail: string }

export const partsText = (t: Translate, parts: readonly Part[], values: AnswerValues): string =>
  parts
    .flatMap(keysOf)
    .map((key) => t(key, values))
    .join(' ')

function keysOf(part: Part): readonly MessageKey[] {
  if ('text' in part) return [part.text]
  if ('steps' in part) return part.steps
  if ('list' in part) return part.list
  if ('link' in part) return [part.link]
  return Object.values(part.variants).flatMap((variant) => [variant.name, ...variant.steps])
}

/** `back`: the way back, where one is known. */
export type RenderContext = {
  t: Translate
  values: AnswerValues
  device: Device
  back: { text: string; href: string } | null
}

/** The question that opens; its id leads to it, and opens it. At its end a way on, and the way back. */
export const renderAnswer = (
  { id, question, parts, on }: { id: string; question: string; parts: readonly Part[]; on: NextLink },
  context: RenderContext,
  open: boolean,
): Html =>
  disclosure({
    id,
    open,
    summary: question,
    content: [
      ...parts.map((part) => renderPart(part, context)),
      actions([
        linkButton({ text: context.t(on.text, on.values), href: on.href, kind: 'quiet' }),
        ...(context.back && context.back.href !== on.href
          ? [linkButton({ ...context.back, kind: 'link' as const })]
          : []),
      ]),
    ],
  })

function renderPart(part: Part, { t, values, device }: RenderContext): Html {
  if ('text' in part) return html`<p>${t(part.text, values)}</p>`
  if ('steps' in part) return steps(part.steps.map((key) => t(key, values)))
  if ('list' in part)
    return html`<div class="prose"><ul>${part.list.map((key) => html`<li>${t(key, values)}</li>`)}</ul></div>`
  if ('link' in part) return html`<p><a href="${part.href}">${t(part.link)}</a></p>`
  const [first, second] =
    device === 'phone'
      ? ([part.variants.phone, part.variants.computer] as const)
      : ([part.variants.computer, part.variants.phone] as const)
  return html`<div class="stack stack--loose">${[first, second].map((variant) => html`<div class="stack stack--tight"><h3>${t(variant.name)}</h3>${steps(variant.steps.map((key) => t(key, values)))}</div>`)}</div>`
}
