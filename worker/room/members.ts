import type { PersonId } from '../../protocol/entries.ts';
import { isOperator } from '../../protocol/entries.ts';
import type { RoomPerson } from '../../protocol/frames.ts';

/** Somebody who has opened the room. `part`: the visitor may know of them. */
export interface Member extends RoomPerson {
  part: boolean;
  /** Of a room with clients: whether they are in it. */
  inside: boolean;
  /** Everything up to this seq was seen. */
  read: number;
  /** Of a room with clients: the read mark that the desk was told. */
  told: number;
}

/** The people of a room, held in memory beside their rows. */
export class Members {
  readonly #sql: SqlStorage;
  readonly #all = new Map<PersonId, Member>();
  /** How many are in a room with clients. */
  count = 0;
  /** Whose read marks are not written yet. */
  readonly #unsaved = new Set<PersonId>();

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const rows = sql.exec<{ person: string; name: string; photo: string | null; part: number; read: number; inside: number; told: number }>(
      'SELECT person, name, photo, part, read, inside, told FROM member',
    );
    for (const { person, name, photo, part, read, inside, told } of rows) {
      const id = person as PersonId;
      this.#all.set(id, { id, name, ...(photo === null ? {} : { photo }), part: part === 1, read, inside: inside === 1, told });
      this.count += inside;
    }
  }

  get(person: PersonId): Member | undefined {
    return this.#all.get(person);
  }

  all(): Member[] {
    return [...this.#all.values()];
  }

  operators(): Member[] {
    return this.all().filter(({ id }) => isOperator(id));
  }

  /** Whom a reader may know of. A visitor knows the operators who took part. */
  visibleTo(operator: boolean): RoomPerson[] {
    return this.all()
      .filter(({ id, part }) => operator || (isOperator(id) && part))
      .map(shown);
  }

  /** Notes a person's present name and photo. Writes nothing when they are known. `readFrom`: the read mark of who is new. */
  meet(id: PersonId, name: string, photo: string | undefined, readFrom: number): void {
    const known = this.#all.get(id);
    if (known && known.name === name && known.photo === photo) return;
    // Whoever opens a room for the first time has not missed the chats before.
    const { part = false, inside = false, read = readFrom, told = 0 } = known ?? {};
    this.#put({ id, name, ...(photo ? { photo } : {}), part, inside, read, told });
  }

  /** The visitor may know of this person from now on. Answers them when that is new. */
  takesPart(id: PersonId): Member[] {
    const known = this.#all.get(id);
    if (!known || known.part) return [];
    const taking = { ...known, part: true };
    this.#put(taking);
    return [taking];
  }

  /**
   * Moves a read mark forward; false when it stands there already. Kept in memory until `saveReads`, so that the marks of a quick exchange
   * share a row. One that is lost with the memory is told again by its client, which sees an older mark when it comes back.
   */
  read(id: PersonId, seq: number): boolean {
    const known = this.#all.get(id);
    if (!known || known.read >= seq) return false;
    this.#all.set(id, { ...known, read: seq });
    this.#unsaved.add(id);
    return true;
  }

  isIn(id: PersonId): boolean {
    return this.#all.get(id)?.inside ?? false;
  }

  /** Everyone who is in a room with clients. */
  inside(): Member[] {
    return this.all().filter(({ inside }) => inside);
  }

  /** Somebody known comes in, and has missed nothing up to `seq`; or goes. */
  setInside(id: PersonId, inside: boolean, seq: number): void {
    const known = this.#all.get(id);
    if (!known || known.inside === inside) return;
    this.count += inside ? 1 : -1;
    this.#put({ ...known, inside, read: inside ? Math.max(known.read, seq) : known.read });
  }

  /** Read marks of a room with clients that the desk has not been told. */
  untold(): [PersonId, number][] {
    return this.inside().flatMap(({ id, read, told }): [PersonId, number][] => (read > told ? [[id, read]] : []));
  }

  setTold(marks: readonly [PersonId, number][]): void {
    for (const [id, told] of marks) {
      const known = this.#all.get(id);
      if (known && known.told < told) this.#put({ ...known, told });
    }
  }

  /** The desk knows no read marks any more. */
  forgetTold(): void {
    for (const member of this.inside()) if (member.told > 0) this.#put({ ...member, told: 0 });
  }

  saveReads(): void {
    for (const id of this.#unsaved) this.#put(this.#all.get(id)!);
    this.#unsaved.clear();
  }

  #put(member: Member): void {
    this.#all.set(member.id, member);
    this.#sql.exec(
      `INSERT INTO member (person, name, photo, part, read, inside, told) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
       ON CONFLICT (person) DO UPDATE SET name = ?2, photo = ?3, part = ?4, read = ?5, inside = ?6, told = ?7`,
      member.id,
      member.name,
      member.photo ?? null,
      member.part ? 1 : 0,
      member.read,
      member.inside ? 1 : 0,
      member.told,
    );
  }
}

export const shown = ({ id, name, photo }: Member): RoomPerson => ({ id, name, ...(photo ? { photo } : {}) });
