// How to know a real message of ours: where it comes from, what it is about, and what it never does.
import { facts, given, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Say, TextKey } from '#texts/texts.ts'
import type { Env } from '../way.ts'
import { answerHref } from './answers.ts'
import type { HelpNeeds } from './help-needs.ts'
import { otherPages } from './page-frame.ts'
import { visitorOf } from './visitor.ts'

export const showMessages =
  (needs: HelpNeeds) =>
  async (c: Context<Env>): Promise<Response> => {
    const { language } = await visitorOf(c, needs)
    const say = needs.draw.say(language)
    const { mail, text } = needs.senders
    const ltr = (words: string): Html => html`<bdi dir="ltr">${words}</bdi>`
    const content = html`<h1>${say('messages.title')}</h1>
<p class="lead">${say('messages.lead')}</p>
<section id="senders"><h2>${say('messages.senders')}</h2>${facts([
      { term: say('messages.mail'), value: ltr(mail) },
      ...(text === null ? [] : [{ term: say('messages.text'), value: ltr(text) }]),
      { term: say('messages.host'), value: ltr(`${needs.issuer}/`) },
    ])}</section>
<section id="about"><h2>${say('messages.about')}</h2>${bullets(say, ['messages.about-1', 'messages.about-2', 'messages.about-3'])}</section>
<section id="never"><h2>${say('messages.never')}</h2>${given([say('messages.never-1'), say('messages.never-2'), say('messages.never-3'), say('messages.never-4')], false)}<p>${say('messages.call')}</p></section>
<section id="doubt"><h2>${say('messages.doubt')}</h2>${bullets(say, ['messages.doubt-1', 'messages.doubt-2'])}<p><a href="${answerHref('not-me')}">${say('help.not-me.question')}</a></p></section>
<section><h2>${say('help.more')}</h2>${otherPages(say, 'messages')}</section>`
    return c.html(needs.draw.journey(c, say, { title: say('messages.title'), content, bodyId: 'help-messages' }))
  }

const bullets = (say: Say, keys: readonly TextKey[]): Html =>
  html`<div class="prose"><ul>${keys.map((key) => html`<li>${say(key)}</li>`)}</ul></div>`
