// Searching the help, in the visitor's language: the answers themselves, the best one open.
import { choiceLinks, emptyState, linkButton, type Html } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate } from '#locales/messages.ts'
import type { Env } from '../flow/sign-in-flow.ts'
import { renderAnswer, partsText } from './answer.ts'
import { ANSWERS } from './answers.ts'
import { findAnswers, MAX_QUERY_CHARACTERS, normalizeQuery } from './find-answers.ts'
import type { HelpDeps } from './help-deps.ts'
import { backLink, backRow, otherPages, searchForm } from './page-frame.ts'
import { carryReturnPath } from './return-link.ts'
import { nextLinkOf } from './next-links.ts'
import { loadHelpContext } from './help-context.ts'

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
  (deps: HelpDeps) =>
  async (c: Context<Env>): Promise<Response> => {
    const { language, device, asker, back } = await loadHelpContext(c, deps)
    const t = deps.renderer.t(language)
    const query = normalizeQuery(c.req.query('q') ?? '')
    const isTooLong = query.length > MAX_QUERY_CHARACTERS
    const error = isTooLong ? t('help.search.too-long', { max: MAX_QUERY_CHARACTERS }) : undefined
    const content = html`<h1>${t('help.search.title')}</h1>
${backRow(t, back)}
${searchForm(c, t, query.slice(0, MAX_QUERY_CHARACTERS), error)}
${query === '' || isTooLong ? '' : results(query)}
<section><h2>${t('help.more')}</h2>${otherPages(c, t, 'search')}</section>`
    return c.html(
      deps.renderer.step(c, t, {
        title: t('help.search.title'),
        content,
        error: error === undefined ? undefined : { text: error, field: 'q' },
        modules: ['open-target'],
        bodyId: 'help-search',
      }),
      isTooLong ? 422 : 200,
    )

    function results(words: string): Html {
      const values = { mail: deps.senders.mail }
      const found = findAnswers(entriesOf(t, values.mail), words)
      const answers = found.flatMap(({ answer }) => answer ?? [])
      const pages = found.flatMap(({ page, title }) =>
        page ? { text: title, href: carryReturnPath(c, page.href) } : [],
      )
      return html`<section><h2>${t('help.search.found', { count: found.length, query: words })}</h2>
${found.length === 0 ? emptyState({ title: t('help.search.none'), content: t('help.search.none-body'), icon: 'search', action: linkButton({ text: t('help.all'), href: carryReturnPath(c, '/help'), kind: 'quiet' }) }) : ''}
${answers.length > 0 ? html`<div>${answers.map((answer, at) => renderAnswer({ id: answer.id, question: t(`help.${answer.id}.question`), parts: answer.parts, on: nextLinkOf(answer.id, asker) }, { t, values, device, back: backLink(t, back) }, at === 0))}</div>` : ''}
${pages.length > 0 ? choiceLinks(pages) : ''}</section>`
    }
  }

const entriesOf = (t: Translate, mail: string) => [
  ...ANSWERS.map((answer) => ({
    answer,
    page: null,
    title: t(`help.${answer.id}.question`),
    words: t(`help.${answer.id}.words`),
    body: partsText(t, answer.parts, { mail }),
  })),
  ...PAGES.map((page) => ({
    answer: null,
    page,
    title: t(page.title),
    words: '',
    body: page.body.map((key) => t(key)).join(' '),
  })),
]
