import { useParams, useSearch } from '@tanstack/react-router'
import { EditorPage } from '../../features/editor/editor-page.tsx'

export { askAhead } from '../../features/editor/asked-ahead.ts'

export function EditorRoute() {
  const { name } = useParams({ from: '/w/$name' })
  const place = useSearch({ from: '/w/$name' })
  return <EditorPage key={name} name={name} linked={(place.node ?? place.in) !== undefined} />
}
