import { expose } from 'comlink'
import type { DocumentDifference } from './document-difference.ts'
import { ValidationService } from './validation-service.ts'

const service = new ValidationService()
expose({ judge: (difference: DocumentDifference) => service.judge(difference) })
