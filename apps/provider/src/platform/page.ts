// Drawing of the provider's pages in the product's shell: language, host, help and language switch in the same place on
// each.
import { appPage, errorSummary, journeyPage, type Content, type Html } from '@sluis/design'
import type { Language } from '@sluis/ground'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { type Say, textsOf } from '#texts/texts.ts'
import { helpHref, type HelpSituation } from './help-link.ts'
import { assetsBase } from './static.ts'

export type PageParts = {
  title: string
  content: Content
  /** What went wrong, as it also stands at the field; `field` is its id. */
  error?: { text: string; field?: string } | undefined
  forApplication?: string | undefined
  employer?: string | undefined
  passage?: { gates: number; passed: number } | undefined
  modules?: Parameters<typeof journeyPage>[0]['modules']
  bodyId?: string
  /** What is in doubt on this page: its help link opens the answer to that. */
  help?: HelpSituation | undefined
}

export type Draw = ReturnType<typeof createDraw>

export const createDraw = (issuer: string) => {
  const hostName = new URL(issuer).host
  const shell = (c: Context | null, say: Say, { title, error, modules, bodyId, help }: PageParts) => {
    const here = c ? `${c.req.path}${new URL(c.req.url).search}` : '/'
    const links = (
      [
        ['nl', 'Nederlands'],
        ['en', 'English'],
      ] as const
    ).map(([lang, name]) => ({
      lang,
      name,
      href: `/language/${lang}?back=${encodeURIComponent(here)}`,
      current: lang === say.language,
    }))
    return {
      lang: say.language,
      title,
      errorPrefix: error ? `${say('page.error-prefix')} ` : undefined,
      brand: 'sluis' as const,
      productName: 'Sluis',
      skipLabel: say('page.skip'),
      hostName,
      helpHref: helpHref(help),
      helpLabel: say('page.help'),
      languages: { label: say('page.language'), links },
      assetsBase,
      modules,
      bodyId,
    }
  }
  const withSummary = (say: Say, { error, content }: PageParts): Content =>
    error
      ? html`${errorSummary({ title: say('page.error-title'), errors: [{ text: error.text, ...(error.field ? { href: `#${error.field}` } : {}) }] })}${content}`
      : content

  return {
    /** A page of a journey: one thing to do. */
    journey: (c: Context | null, say: Say, parts: PageParts): Html =>
      journeyPage({
        ...shell(c, say, parts),
        employerName: parts.employer,
        forApplication: parts.forApplication,
        passage: parts.passage,
        content: withSummary(say, parts),
      }),
    /** A page of somebody who is signed in. */
    app: (
      c: Context,
      say: Say,
      parts: PageParts,
      more: Pick<Parameters<typeof appPage>[0], 'nav' | 'accountMenu' | 'width'>,
    ): Html => appPage({ ...shell(c, say, parts), homeHref: '/', ...more, content: withSummary(say, parts) }),
    say: (language: Language): Say => textsOf(language),
  }
}
