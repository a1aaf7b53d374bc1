// In place of payslips: none yet, or not somebody who is paid here at all.
import { emptyState, type Html } from '@sluis/design'
import type { PageRequest } from './visit.ts'

export function noPayslips(c: PageRequest): Html {
  const say = c.get('say')
  const isPaid = c.get('visit').here.job !== null
  return emptyState({
    title: say(isPaid ? 'payslips.none' : 'payslips.not-paid'),
    content: say(isPaid ? 'payslips.none-text' : 'payslips.not-paid-text'),
    icon: 'payslip',
  })
}
