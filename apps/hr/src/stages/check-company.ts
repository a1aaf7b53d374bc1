// A form counts only for the company that its page showed: tabs with two companies do not mix (C13).
import { plainPage } from '#page/plain-page.ts'
import type { Stage } from '#journeys/request-context.ts'

export const checkCompany: Stage =
  ({ frames }) =>
  async (c, next) => {
    const membership = c.get('membership')
    if (c.get('form').text('company') === membership.companyId) return next()
    const t = c.get('t')
    return c.html(
      plainPage(frames, c, {
        title: t('other-company.title'),
        text: t('other-company.text', { company: membership.companyName }),
      }),
      409,
    )
  }
