import { canonicalType, type FieldProblem, NODE_TYPES, type WorkflowNode } from '@aob/schemas'
import { useCallback, useMemo, useRef } from 'react'
import { type FieldSpec, labelOf } from '../../../ui/forms/form-fields.ts'
import { SchemaForm } from '../../../ui/forms/schema-form.tsx'
import { Switch } from '../../../ui/switch.tsx'
import { useEditor } from '../editor-context.ts'
import { withChangedNode } from '../model/document-edit.ts'
import { asPin } from '../test-run/test-run.ts'
import { NodeJoin } from './join-field.tsx'
import { NodeIdField } from './node-id-field.tsx'
import { useWantedField } from './use-wanted-field.ts'

const FAILURE: FieldSpec = {
  kind: 'choice',
  key: 'onError',
  label: 'When it fails for good',
  hint: 'Counts only while no connection leaves its error port.',
  required: false,
  default: 'fail',
  options: ['fail', 'skip', 'review'],
}
const RETRY: FieldSpec[] = [
  { kind: 'number', key: 'maxAttempts', label: 'Attempts in all', required: false, integer: true, minimum: 1, maximum: 20, bounded: true },
  { kind: 'number', key: 'baseMs', label: 'First pause', required: false, integer: true, duration: true, minimum: 1, maximum: 3_600_000, bounded: true },
  { kind: 'number', key: 'maxMs', label: 'Longest pause', required: false, integer: true, duration: true, minimum: 1, maximum: 86_400_000, bounded: true },
]
/** A longest pause that is shorter than the first makes no pause shorter. */
function retryFields({ baseMs = 0, maxMs = Number.POSITIVE_INFINITY }: NonNullable<WorkflowNode['retry']> = {}): FieldSpec[] {
  if (maxMs >= baseMs) return RETRY
  return RETRY.map((field) => (field.key === 'maxMs' ? { ...field, hint: 'Shorter than the first pause: every pause is as long as that one.' } : field))
}

const TIMEOUT: FieldSpec = {
  kind: 'number',
  key: 'timeoutMs',
  label: 'Longest attempt',
  required: false,
  integer: true,
  duration: true,
  minimum: 1,
  maximum: 86_400_000,
  bounded: true,
}
const PRIORITY: FieldSpec = { kind: 'choice', key: 'priority', label: 'Queue priority', required: false, default: 'medium', options: ['high', 'medium', 'low'] }
const CACHE: FieldSpec = {
  kind: 'choice',
  key: 'cache',
  label: 'Result cache',
  required: false,
  default: 'off',
  options: ['off', 'read_through', 'read_only', 'write_only'],
}
const UNKNOWN: FieldSpec = {
  kind: 'choice',
  key: 'unknownPolicy',
  label: 'As its type is not registered',
  hint: 'Skip: goes on to the next nodes. Hold: waits for a person. Fail: ends the run.',
  required: false,
  default: 'skip',
  options: ['skip', 'hold', 'fail'],
}

const PIN: FieldSpec[] = [
  {
    kind: 'json',
    key: 'pin',
    label: 'Pinned output',
    hint: 'Test runs take it instead of running the node; other runs do not see it. Empty: not pinned.',
    required: false,
  },
]

/** How the node behaves in a run: failure, retries, joining, protection. */
export function NodeBehaviour({ node, index, problems }: { node: WorkflowNode; index: number; problems: readonly FieldProblem[] | undefined }) {
  const { store } = useEditor()
  const known = canonicalType(node.type)
  const pure = known !== undefined && NODE_TYPES[known].pure
  const fields = useMemo(() => [FAILURE, TIMEOUT, PRIORITY, ...(pure ? [CACHE] : []), ...(known ? [] : [UNKNOWN])], [known, pure])
  const set = (label: string, change: Partial<WorkflowNode>, key: string) =>
    store.edit(`change ${label} of ${node.name ?? node.id}`, (document) => withChangedNode(document, node.id, change), { mergeKey: `${key}:${node.id}` })
  const form = useRef<HTMLDivElement>(null)
  useWantedField(
    form,
    useCallback((pointer: string) => pointer.startsWith(`/nodes/${index}/`) && !`${pointer}/`.startsWith(`/nodes/${index}/config/`), [index]),
  )
  return (
    <div ref={form} className="flex flex-col gap-4 p-4">
      <NodeJoin node={node} index={index} />
      <SchemaForm
        fields={fields}
        value={{ ...node }}
        pointer={`/nodes/${index}`}
        problems={problems}
        // SchemaForm answers the whole object; only the named property is taken from it.
        onChange={(next, key) => set(labelOf(fields, key), { [key]: next[key] } as Partial<WorkflowNode>, key)}
        onDone={store.seal}
      />
      <section aria-label="Retries" className="flex flex-col gap-3 border-line border-t pt-4">
        <h3 className="font-semibold text-sm">Retries</h3>
        <SchemaForm
          fields={retryFields(node.retry)}
          value={{ ...node.retry }}
          pointer={`/nodes/${index}/retry`}
          problems={problems}
          onChange={(retry, key) => set('retries', { retry: Object.keys(retry).length === 0 ? undefined : retry }, `retry.${key}`)}
          onDone={store.seal}
        />
      </section>
      <section aria-label="Protection" className="flex flex-col gap-3 border-line border-t pt-4">
        <h3 className="font-semibold text-sm">Protection</h3>
        <Switch
          label="Cannot be undone"
          hint="Gates before it are protected: no agent may remove them or change this node."
          checked={node.irreversible ?? false}
          onCheckedChange={(on) => set('protection', { irreversible: on || undefined }, 'irreversible')}
        />
        <Switch
          label="Must not be passed by"
          hint="The run holds instead of skipping it when its type is not registered."
          checked={node.required ?? false}
          onCheckedChange={(on) => set('requirement', { required: on || undefined }, 'required')}
        />
      </section>
      {node.pin === undefined ? null : (
        <section aria-label="Pinned output" className="border-line border-t pt-4">
          <SchemaForm
            fields={PIN}
            value={{ ...node }}
            pointer={`/nodes/${index}`}
            onChange={({ pin }) => set('pinned output', { pin: asPin(pin) }, 'pin')}
            onDone={store.seal}
          />
        </section>
      )}
      <NodeIdField node={node} index={index} />
    </div>
  )
}
