// The page between Kade and Sluis, which goes on by itself; a link for browsers that do not.
import { linkButton } from '@sluis/design'
import type { Context } from 'hono'
import type { Frames, PageContext } from './frames.ts'
import { plainPage } from './plain-page.ts'

export function interstitialPage(frames: Frames, c: Context, url: URL): Response | Promise<Response> {
  const page: PageContext = c
  const t = page.get('t')
  return c.html(
    plainPage(frames, page, {
      title: t('interstitial.title'),
      text: t('interstitial.text'),
      nextStep: linkButton({ text: t('interstitial.go'), href: url.href }),
    }),
  )
}
