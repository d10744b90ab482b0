import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultsOf } from './provide-jars.mjs'

const here = new URL('.', import.meta.url).pathname
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

describe('the jars of the Kafka for tests', () => {
  it('are taken only as they were tried', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'aob-jars-'))
    writeFileSync(path.join(folder, 'good.jar'), 'good')
    writeFileSync(path.join(folder, 'changed.jar'), 'changed')
    const faults = faultsOf(folder, { 'good.jar': sha256('good'), 'changed.jar': sha256('other'), 'missing.jar': sha256('x') })
    rmSync(folder, { recursive: true })
    expect(faults).toEqual([`changed.jar has the checksum ${sha256('changed')}, not ${sha256('other')}`, 'missing.jar is missing'])
  })

  it('are of the version that Maven is asked for', () => {
    const { version, sha256: files } = JSON.parse(readFileSync(path.join(here, 'jars.json'), 'utf8'))
    expect(readFileSync(path.join(here, 'pom.xml'), 'utf8')).toContain(`<version>${version}</version>`)
    expect(files).toHaveProperty(`kafka_2.13-${version}.jar`)
  })
})
