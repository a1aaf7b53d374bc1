// Searching the help, in the visitor's language: the answers themselves, the best one open.
import { choiceLinks, emptyState, linkButton, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Say } from '#texts/texts.ts'
import type { Env } from '../way.ts'
import { drawAnswer, partsText } from './answer.ts'
import { ANSWERS } from './answers.ts'
import { findAnswers, MOST_QUERY_CHARACTERS, readQuery } from './find-answers.ts'
import type { HelpNeeds } from './help-needs.ts'
import { otherPages, searchForm } from './page-frame.ts'
import { visitorOf } from './visitor.ts'

const PAGES = [
  {
    href: '/help/change',
    title: 'change.title',
    body: [
      'change.lead',
      'change.why-1',
      'change.why-2',
      'change.what-1',
      'change.what-2',
      'change.what-3',
      'change.what-4',
      'change.stays-1',
      'change.stays-2',
      'change.stays-3',
      'change.dates',
    ],
  },
  {
    href: '/help/messages',
    title: 'messages.title',
    body: [
      'messages.lead',
      'messages.mail',
      'messages.text',
      'messages.about-1',
      'messages.about-2',
      'messages.never-1',
      'messages.never-2',
      'messages.call',
      'messages.doubt',
      'messages.doubt-1',
      'messages.doubt-2',
    ],
  },
] as const

export const showSearch =
  (needs: HelpNeeds) =>
  async (c: Context<Env>): Promise<Response> => {
    const { language, device } = await visitorOf(c, needs)
    const say = needs.draw.say(language)
    const query = readQuery(c.req.query('q') ?? '')
    const isTooLong = query.length > MOST_QUERY_CHARACTERS
    const error = isTooLong ? say('help.search.too-long', { max: MOST_QUERY_CHARACTERS }) : undefined
    const content = html`<h1>${say('help.search.title')}</h1>
${searchForm(say, query.slice(0, MOST_QUERY_CHARACTERS), error)}
${query === '' || isTooLong ? '' : results(query)}
<section><h2>${say('help.more')}</h2>${otherPages(say, 'search')}</section>`
    return c.html(
      needs.draw.journey(c, say, {
        title: say('help.search.title'),
        content,
        error: error === undefined ? undefined : { text: error, field: 'q' },
        modules: ['open-target'],
        bodyId: 'help-search',
      }),
      isTooLong ? 422 : 200,
    )

    function results(words: string): Html {
      const named = { mail: needs.senders.mail }
      const found = findAnswers(entriesOf(say, named.mail), words)
      const answers = found.flatMap(({ answer }) => answer ?? [])
      const pages = found.flatMap(({ page, title }) => (page ? { text: title, href: page.href } : []))
      return html`<section><h2>${say('help.search.found', { count: found.length, query: words })}</h2>
${found.length === 0 ? emptyState({ title: say('help.search.none'), content: say('help.search.none-body'), icon: 'search', action: linkButton({ text: say('help.all'), href: '/help', kind: 'quiet' }) }) : ''}
${answers.length > 0 ? html`<div>${answers.map((answer, at) => drawAnswer({ id: answer.id, question: say(`help.${answer.id}.question`), parts: answer.parts }, { say, named, device }, at === 0))}</div>` : ''}
${pages.length > 0 ? choiceLinks(pages) : ''}</section>`
    }
  }

const entriesOf = (say: Say, mail: string) => [
  ...ANSWERS.map((answer) => ({
    answer,
    page: null,
    title: say(`help.${answer.id}.question`),
    words: say(`help.${answer.id}.words`),
    body: partsText(say, answer.parts, { mail }),
  })),
  ...PAGES.map((page) => ({
    answer: null,
    page,
    title: say(page.title),
    words: '',
    body: page.body.map((key) => say(key)).join(' '),
  })),
]
