import type { FieldProblem, WorkflowBody } from '@aob/schemas'
import { Maximize2 } from 'lucide-react'
import { Button } from '../../../ui/button.tsx'
import { FieldGroup } from '../../../ui/field-group.tsx'
import { cautionWithin, messageWithin } from '../../../ui/forms/field-problems.ts'
import { useEditor } from '../editor-context.ts'
import { bodyWords } from './body-words.ts'
import { openBodyOf } from './open-body.ts'

export interface BodyFieldProps {
  nodeId: string
  body: WorkflowBody
  pointer: string
  problems?: readonly FieldProblem[] | undefined
}

/** What a step runs, among its settings: which steps it is, and the way in. */
export function BodyField({ nodeId, body, pointer, problems = [] }: BodyFieldProps) {
  const editor = useEditor()
  return (
    <div data-setting={pointer}>
      <FieldGroup label="Body" error={messageWithin(problems, pointer)} caution={cautionWithin(problems, pointer)}>
        <p className="line-clamp-3 break-words text-sm">{bodyWords(body)}</p>
        <Button className="self-start" icon={<Maximize2 aria-hidden size={14} />} onClick={() => openBodyOf(editor, nodeId)}>
          Open the body
        </Button>
      </FieldGroup>
    </div>
  )
}
