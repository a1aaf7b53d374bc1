// A form counts only for the company that its page showed: tabs with two companies do not mix (C13).
import { plainPage } from '#page/plain-page.ts'
import type { Handler, Stage } from '#journeys/request-context.ts'

export const checkCompany: Stage = () => async (c, next) => {
  const membership = c.get('membership')
  return c.get('form').text('company') === membership.companyId ? next() : c.redirect('/other-company', 303)
}

/** Where a form of another company leads: in which one they are now, and that nothing was changed. */
export const showOtherCompany: Handler =
  ({ frames }) =>
  (c) => {
    const membership = c.get('membership')
    const t = c.get('t')
    return c.html(
      plainPage(frames, c, {
        title: t('other-company.title'),
        text: t('other-company.text', { company: membership.companyName }),
      }),
      409,
    )
  }
