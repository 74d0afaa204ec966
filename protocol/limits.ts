/** Every bound the wire knows, in one place. Lengths are UTF-16 code units, sizes bytes, times milliseconds. */
export const LIMITS = {
  /** One frame from a client; longer ones are refused as `too_large`. */
  frame: 32_768,
  /** Text of a message or note. */
  text: 10_000,
  /** Typed preview of a message not yet sent. */
  draft: 1_000,
  /** Names, titles, form values of one line. */
  line: 300,
  /** Addresses of pages. */
  url: 2_000,
  /** Email address (RFC 5321, section 4.5.3.1.3). */
  email: 254,
  filesPerMessage: 10,
  /** People named in one message. */
  mentions: 50,
  /** People who come into a room with clients at once; how many are in it has no limit. */
  peopleAtOnce: 500,
  /** In a room with clients of more people read marks and who is here are told only when asked for. */
  readsTold: 100,
  /** People in one matter, colleagues and clients together. */
  matterPeople: 200,
  /** Different emoji under one message. */
  reactions: 20,
  /** People in one group of colleagues. */
  teamMembers: 500,
  fileSize: 20 * 1024 * 1024,
  tags: 20,
  formFields: 20,
  attributes: 40,
  /** Entries in one `log` or `older` frame. */
  page: 200,
  /** Entries a client gets when it asks for no position. */
  tail: 60,
  /** Visitors in the window of one operator who watches, and what they may search for. */
  visitorsWindow: 80,
  search: 100,
  /** What is looked for in messages. */
  searchText: 300,
  /** Sockets of one person on one object. */
  socketsPerPerson: 20,
  /** Sockets of one object (the platform holds 32,768). */
  socketsPerObject: 8_000,
  /** Entries a socket may be behind in acknowledging before it is cut (`slow_reader`) and has to resume. */
  owed: 2_000,
  /** Commands (send, edit, delete …) per socket: bucket size and refill per second. */
  commandBurst: 40,
  commandsPerSecond: 5,
  /** All frames per socket. */
  frameBurst: 240,
  framesPerSecond: 30,
  /** People in one call between browsers, where each sends to each. */
  groupCall: 4,
  /** And through RealtimeKit, where each sends once. */
  meetingCall: 250,
  /**
   * Signals of a call per socket: bucket size and refill per second, enough for who comes to three others; and the longest description of one (SDP), and
   * candidate.
   */
  signalBurst: 200,
  signalsPerSecond: 20,
  description: 24_000,
  candidate: 1_000,
  /** Viewers of a broadcast that goes from browser to browser: each costs the operator's line once more. */
  castViewers: 12,
  /** Visitors picked for one broadcast. */
  castPicked: 200,
  /** Viewers named to the operator, of those who came last. */
  castNamed: 100,
  /** All frames of the page that broadcasts: its viewers may all begin anew at once, each with a dozen signals. */
  hostBurst: 600,
  hostFramesPerSecond: 60,
  /** Questions on the board of a broadcast, those of them that are shown, and what one viewer may ask and vote: bucket size and refill per second. */
  questions: 500,
  questionsShown: 50,
  questionBurst: 5,
  questionsPerSecond: 0.1,
  voteBurst: 20,
  votesPerSecond: 1,
  /** What one viewer may ask of the SFU by HTTP: bucket size and refill per second. */
  mediaBurst: 20,
  mediaPerSecond: 0.5,
  /** Faulty frames after which a socket is closed. */
  faults: 10,
  /** Transcripts a visitor may ask for, per chat. */
  transcriptsPerChat: 3,
  /** Mails to one address within 24 hours that a visitor can cause. */
  mailsPerAddress: 3,
  /** An answer by mail, with everything in it. Reading one takes about four times its size, of the 128 MB that the runtime has. */
  answerMail: 15 * 1024 * 1024,
  /** Servers a mail may have passed before it is taken for one that goes round. */
  mailHops: 30,
  /** Answers by mail that one person writes to one room within a minute, and those of other senders that wait at their reply address within a day. */
  answersPerMinute: 10,
  heldPerDay: 20,
  /** How long an answer waits for somebody to let it in. */
  heldFor: 30 * 24 * 60 * 60_000,
} as const;
