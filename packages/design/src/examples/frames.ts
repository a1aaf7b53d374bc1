// The frames of the example pages: what every page of the two products shares.
import type { PageFrame } from '../document.ts'

const languages = (current: 'nl' | 'en') => ({
  label: current === 'nl' ? 'Taal' : 'Language',
  links: [
    { lang: 'nl', name: 'Nederlands', href: '?lang=nl', current: current === 'nl' },
    { lang: 'en', name: 'English', href: '?lang=en', current: current === 'en' },
  ],
})

type Frame = Omit<PageFrame, 'title' | 'content'>

export const dutch = (assetsBase: string): Frame => ({
  lang: 'nl',
  brand: 'sluis',
  productName: 'Sluis',
  skipLabel: 'Naar de inhoud',
  hostName: 'inloggen.sluis.example',
  helpHref: '/help',
  helpLabel: 'Hulp nodig?',
  footerLinks: [{ text: 'Privacy', href: '/help/privacy' }],
  languages: languages('nl'),
  assetsBase,
})

export const english = (assetsBase: string): Frame => ({
  ...dutch(assetsBase),
  lang: 'en',
  skipLabel: 'Skip to content',
  hostName: 'signin.sluis.example',
  helpLabel: 'Need help?',
  languages: languages('en'),
})

export const kade = (assetsBase: string): Frame => ({
  ...dutch(assetsBase),
  brand: 'kade',
  productName: 'Kade',
  homeHref: '/',
  hostName: 'kade.example',
})
