// A form counts for the company that it was drawn for: two tabs with two companies do not mix (C13).
import { plainPage } from '#page/plain-page.ts'
import type { Stage } from './visit.ts'

export const sameCompany: Stage =
  ({ frames }) =>
  async (c, next) => {
    const { here } = c.get('visit')
    if (c.get('form').text('company') === here.companyId) return next()
    const say = c.get('say')
    return c.html(
      plainPage(frames, c, {
        title: say('other-company.title'),
        text: say('other-company.text', { company: here.companyName }),
      }),
      409,
    )
  }
