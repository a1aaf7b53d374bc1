// The pages of errors that can happen at any address: what happened, what to do, and the reference that is in the log.
import type { Context } from 'hono'
import type { PageError } from '@sluis/server-kit/page-middleware'
import { wrongHostPage } from '@sluis/server-kit/wrong-host-page'
import type { Frames, PageContext } from './frames.ts'
import { languageOf } from './language.ts'
import { plainPage } from './plain-page.ts'
import { translate, type MessageKey } from './messages.ts'

const MESSAGES: Record<PageError, { title: MessageKey; text: MessageKey }> = {
  'form-type': { title: 'error.form.title', text: 'error.form.text' },
  'form-too-large': { title: 'error.form.title', text: 'error.form.text' },
  'form-broken': { title: 'error.form.title', text: 'error.form.text' },
  'form-repeated': { title: 'error.form.title', text: 'error.form.text' },
  'unknown-host': { title: 'error.host.title', text: 'error.host.text' },
  'not-found': { title: 'error.not-found.title', text: 'error.not-found.text' },
  'wrong-method': { title: 'error.method.title', text: 'error.method.text' },
  'foreign-form': { title: 'error.foreign-form.title', text: 'error.foreign-form.text' },
  fault: { title: 'error.fault.title', text: 'error.fault.text' },
  'database-gone': { title: 'error.gone.title', text: 'error.gone.text' },
  busy: { title: 'error.busy.title', text: 'error.busy.text' },
}

/** It may be shown before the language is known, so it finds the language then. The status is set already. */
export function errorPage(
  frames: Frames,
  c: Context,
  error: PageError,
  reference: string,
): Response | Promise<Response> {
  if (!c.get('t')) c.set('t', translate(languageOf(c)))
  const page: PageContext = c
  const t = page.get('t')
  const { title, text } = MESSAGES[error]
  if (error === 'unknown-host')
    return c.html(
      wrongHostPage({
        language: t.language,
        title: t(title),
        text: t(text),
        reference: `${t('page.reference')} ${reference}`,
        origin: frames.publicUrl,
      }),
    )
  return c.html(plainPage(frames, page, { title: t(title), text: t(text), reference }))
}
