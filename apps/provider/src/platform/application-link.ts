// A button that leads into an application, for somebody who is to be signed in there through us: it says that it comes
// from here, so that the application asks for no password of its own first (decision 0039). What only leads back to its
// pages, such as after a log-out, is a plain link.
import { type Html, linkButton, type LinkButtonProps } from '@sluis/design'

export const FROM_HERE = 'origin' as const

export const applicationLink = (props: Omit<LinkButtonProps, 'download' | 'referrerpolicy'>): Html =>
  linkButton({ ...props, referrerpolicy: FROM_HERE })
