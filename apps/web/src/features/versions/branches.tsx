import type { TagHead, VersionEntry } from '@aob/schemas'
import { Check, GitBranch, GitMerge } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import type { MergeDialogProps } from './merge-dialog.tsx'
import { hasAllOf } from './nothing-to-merge.ts'
import type { VersionActions } from './use-version-actions.ts'

/** Comes with the first merge that is to be decided. */
const MergeDialog = lazyPart<MergeDialogProps>(async () => (await import('./merge-dialog.tsx')).MergeDialog)

export interface BranchesProps {
  name: string
  tags: readonly TagHead[]
  tag: string
  /** Of the tag, newest first, as far as they are known. */
  versions: readonly VersionEntry[]
  onTag: (tag: string) => void
  actions: VersionActions
}

/** The tags of a workflow: which one is looked at, a new one from here, and another one merged into it. */
export function Branches({ name, tags, tag, versions, onTag, actions }: BranchesProps) {
  const [naming, setNaming] = useState(false)
  const done = (made: string) => {
    setNaming(false)
    onTag(made)
  }
  const others = tags.filter((other) => other.tag !== tag)
  return (
    <section aria-label="Branches" className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-1.5 max-sm:*:h-11">
        {tags.map((head) => (
          <button
            key={head.tag}
            type="button"
            aria-pressed={head.tag === tag}
            onClick={() => onTag(head.tag)}
            className={cx(
              'inline-flex h-8 items-center gap-1.5 rounded-lg border px-2.5 text-sm',
              head.tag === tag ? 'border-accent bg-accent-soft text-accent-text' : 'border-line-strong bg-surface text-ink-2 hover:bg-surface-2',
            )}
          >
            <GitBranch aria-hidden size={14} /> <span className="font-medium">{head.tag}</span> <span className="tabular-nums">{head.versionLabel}</span>
          </button>
        ))}
        <Button onClick={() => setNaming(true)}>New branch…</Button>
        {others.map((other) =>
          hasAllOf(other, versions) ? (
            <span key={other.tag} className="inline-flex h-8 items-center gap-1.5 px-1.5 text-ink-3 text-sm">
              <Check aria-hidden size={14} /> {tag} has everything of {other.tag}
            </span>
          ) : (
            <Button
              key={other.tag}
              icon={<GitMerge aria-hidden size={14} />}
              busy={actions.merge.isPending && actions.merge.variables?.from === other.tag}
              onClick={() => actions.merge.mutate({ name, tag, from: other.tag })}
            >
              Merge {other.tag} into {tag}
            </Button>
          ),
        )}
      </div>
      {actions.merging ? <MergeDialog name={name} tag={tag} open={actions.merging} actions={actions} /> : null}
      <NewBranch
        open={naming}
        from={tag}
        onOpenChange={setNaming}
        onMake={(made) => actions.branch.mutate({ name, tag: made, from: tag }, { onSuccess: () => done(made) })}
        busy={actions.branch.isPending}
      />
    </section>
  )
}

interface NewBranchProps {
  open: boolean
  from: string
  busy: boolean
  onOpenChange: (open: boolean) => void
  onMake: (tag: string) => void
}

function NewBranch({ open, from, busy, onOpenChange, onMake }: NewBranchProps) {
  const form = useId()
  const [tag, setTag] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (tag.trim() !== '') onMake(tag.trim())
  }
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`A new branch from ${from}`}
      width="sm"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button tone="primary" type="submit" form={form} busy={busy} disabled={tag.trim() === ''}>
            Make it
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label="Name" required hint={`It begins where ${from} points now; ${from} stays as it is.`}>
          {(control) => <TextInput {...control} value={tag} onChange={(event) => setTag(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  )
}
