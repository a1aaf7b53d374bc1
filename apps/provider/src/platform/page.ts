// Drawing of the provider's pages in the product's shell: language, host, help and language switch in the same place on
// each.
import { appPage, button, errorSummary, journeyPage, type Content, type Html, type Progress } from '@sluis/design'
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Translate, TranslatorFor } from '#locales/messages.ts'
import { helpHref, type HelpSituation } from './help-link.ts'
import { pageBrandOf } from './page-brand.ts'
import { assetsBase } from './static.ts'

/** `field`: the id of the one at which it stands whole. `button`: of one that says nothing of it itself. */
type PageFault = { text: string; field?: string | undefined; button?: string | undefined }

export type PageParts = {
  title: string
  content: Content
  /** What went wrong, and where. */
  error?: PageFault | undefined
  /** Where more than one thing may be wrong: in the order of the fields. */
  errors?: readonly PageFault[] | undefined
  forApplication?: string | undefined
  progress?: Progress | undefined
  modules?: Parameters<typeof journeyPage>[0]['modules']
  head?: Content
  bodyId?: string
  /** Its own, where it is drawn without a request of the house. */
  address?: string
  /** What is in doubt on this page: its help link opens the answer to that. */
  help?: HelpSituation | undefined
  /**
   * A way to leave the middle of a sign-in. Without it "Log out", and where a device asks, the way to tell it no; null
   * for none.
   */
  leave?: Content | null | undefined
  /** The device that led here asks no longer, so that "Log out" is left. */
  isAnswered?: true
}

const faultsOf = ({ error, errors = [] }: Pick<PageParts, 'error' | 'errors'>): readonly PageFault[] =>
  error ? [error] : errors

export type Renderer = ReturnType<typeof createRenderer>

export const createRenderer = (issuer: string, translatorFor: TranslatorFor) => {
  const hostName = new URL(issuer).host
  const shell = (
    c: Context | null,
    t: Translate,
    { title, modules, head, bodyId, help, address, ...parts }: PageParts,
  ) => {
    const here = address ?? (c ? `${c.req.path}${new URL(c.req.url).search}` : '/')
    const links = (
      [
        ['nl', 'Nederlands'],
        ['en', 'English'],
      ] as const
    ).map(([lang, name]) => ({
      lang,
      name,
      href: `/language/${lang}?back=${encodeURIComponent(here)}`,
      current: lang === t.language,
    }))
    return {
      lang: t.language,
      title,
      errorPrefix: faultsOf(parts).length > 0 ? `${t('page.error-prefix')} ` : undefined,
      brand: 'sluis' as const,
      productName: 'Sluis',
      skipLabel: t('page.skip'),
      hostName,
      helpHref: helpHref(help),
      helpLabel: t('page.help'),
      languages: { label: t('page.language'), links },
      assetsBase,
      modules,
      head,
      bodyId,
    }
  }
  const withSummary = (t: Translate, parts: PageParts): Content => {
    const errors = faultsOf(parts).map(({ text, field, button: at = field }) => ({
      text,
      href: at && `#${at}`,
      isAtField: field !== undefined,
    }))
    return errors.length > 0
      ? html`${errorSummary({ title: t('page.error-title'), errors })}${parts.content}`
      : parts.content
  }

  const post = (c: Context, action: string, text: string): Html =>
    html`<form method="post" action="${action}"><input type="hidden" name="csrf" value="${String(c.get('csrfToken'))}">${button({ text, kind: 'link' })}</form>`
  const leaveOf = (c: Context | null, t: Translate, { leave, isAnswered }: PageParts): Content | null => {
    if (leave !== undefined) return leave
    const { isHalfWay, stop } = pageBrandOf(c)
    if (!c || !isHalfWay) return null
    return stop !== null && !isAnswered ? post(c, stop, t('page.stop-device')) : post(c, '/sign-out', t('page.log-out'))
  }

  return {
    /** A page of a journey: one thing to do. */
    step(c: Context | null, t: Translate, parts: PageParts): Html {
      const { application, employer } = pageBrandOf(c)
      const leave = leaveOf(c, t, parts)
      return journeyPage({
        ...shell(c, t, parts),
        application: application ?? undefined,
        employerName: employer ?? undefined,
        forApplication: parts.forApplication,
        progress: parts.progress,
        content: html`${withSummary(t, parts)}${leave === null ? '' : html`<div class="leave">${leave}</div>`}`,
      })
    },
    /** A page of somebody who is signed in. */
    app: (
      c: Context,
      t: Translate,
      parts: PageParts,
      more: Pick<Parameters<typeof appPage>[0], 'nav' | 'accountMenu' | 'width'>,
    ): Html => appPage({ ...shell(c, t, parts), homeHref: '/', ...more, content: withSummary(t, parts) }),
    t: translatorFor,
  }
}
