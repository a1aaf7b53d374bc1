// A form counts for the company that it was drawn for: two tabs with two companies do not mix (C13).
import { plainPage } from '#page/plain-page.ts'
import type { Stage } from '#journeys/request-context.ts'

export const checkCompany: Stage =
  ({ frames }) =>
  async (c, next) => {
    const { membership } = c.get('access')
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
