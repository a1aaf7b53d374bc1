// How to know a real message of ours: where it comes from, what it is about, and what it never does.
import { summaryList, checkList, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate, MessageKey } from '#locales/messages.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { answerHref } from './answers.ts'
import type { HelpDeps } from './help-deps.ts'
import { backRow, otherPages } from './page-frame.ts'
import { carryReturnPath } from './return-link.ts'
import { loadHelpContext } from './help-context.ts'

export const showMessages =
  (deps: HelpDeps) =>
  async (c: Context<Env>): Promise<Response> => {
    const { language, back } = await loadHelpContext(c, deps)
    const t = deps.renderer.t(language)
    const { mail, sms } = deps.senders
    const ltr = (words: string): Html => html`<bdi dir="ltr">${words}</bdi>`
    const content = html`<h1>${t('messages.title')}</h1>
${backRow(t, back)}
<p class="lead">${t('messages.lead')}</p>
<section id="senders"><h2>${t('messages.senders')}</h2>${summaryList([
      { term: t('messages.mail'), value: ltr(mail) },
      ...(sms === null ? [] : [{ term: t('messages.text'), value: ltr(sms) }]),
      { term: t('messages.host'), value: ltr(`${deps.issuer}/`) },
    ])}</section>
<section id="about"><h2>${t('messages.about')}</h2>${bullets(t, ['messages.about-1', 'messages.about-2', 'messages.about-3', 'messages.about-4'])}</section>
<section id="never"><h2>${t('messages.never')}</h2>${checkList([t('messages.never-1'), t('messages.never-2'), t('messages.never-3'), t('messages.never-4')], false)}<p>${t('messages.call')}</p></section>
<section id="doubt"><h2>${t('messages.doubt')}</h2>${bullets(t, ['messages.doubt-1', 'messages.doubt-2'])}<p><a href="${carryReturnPath(c, answerHref('not-me'))}">${t('help.not-me.question')}</a></p></section>
<section><h2>${t('help.more')}</h2>${otherPages(c, t, 'messages')}</section>`
    return c.html(deps.renderer.step(c, t, { title: t('messages.title'), content, bodyId: 'help-messages' }))
  }

const bullets = (t: Translate, keys: readonly MessageKey[]): Html =>
  html`<div class="prose"><ul>${keys.map((key) => html`<li>${t(key)}</li>`)}</ul></div>`
