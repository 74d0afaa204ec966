CREATE TABLE `broadcast` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`site` text NOT NULL,
	`operator` text NOT NULL,
	`name` text NOT NULL,
	`audience` text NOT NULL,
	`since` integer NOT NULL,
	`seconds` integer,
	`ending` text,
	`viewers` integer DEFAULT 0 NOT NULL,
	`chats` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `broadcast_since` ON `broadcast` (`site`,`since`);