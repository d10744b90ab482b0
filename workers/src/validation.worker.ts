import type { DocumentDifference } from './document-difference.ts'
import { ValidationService } from './validation-service.ts'
import { serveCalls } from './worker-calls.ts'

const service = new ValidationService()
serveCalls(self, { judge: (difference: DocumentDifference) => service.judge(difference) })
