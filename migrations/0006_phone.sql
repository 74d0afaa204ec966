CREATE TABLE `contact` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`name` text NOT NULL,
	`email` text DEFAULT '' NOT NULL,
	`organisation` text DEFAULT '' NOT NULL,
	`custom` text DEFAULT '{}' NOT NULL,
	`words` text NOT NULL,
	`merged_into` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_words` ON `contact` (`account`,`words`,`id`);--> statement-breakpoint
CREATE TABLE `contact_number` (
	`account` text NOT NULL,
	`e164` text NOT NULL,
	`contact` text NOT NULL,
	`place` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`account`, `e164`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`contact`) REFERENCES `contact`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `contact_number_contact` ON `contact_number` (`contact`);--> statement-breakpoint
CREATE TABLE `number_use` (
	`number` text NOT NULL,
	`account` text NOT NULL,
	`kind` text NOT NULL,
	`target` text NOT NULL,
	`phone` text DEFAULT '' NOT NULL,
	`turn` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`number`, `kind`, `target`),
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `number_use_target` ON `number_use` (`account`,`kind`,`target`);--> statement-breakpoint
CREATE TABLE `opt_out` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`stopped` integer NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`account`, `number`, `other`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `outbox_sms` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`from` text NOT NULL,
	`to` text NOT NULL,
	`text` text NOT NULL,
	`media` text NOT NULL,
	`message` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_sms_at` ON `outbox_sms` (`at`);--> statement-breakpoint
CREATE TABLE `phone_event` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `phone_message` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`room` text DEFAULT '' NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`direction` text NOT NULL,
	`state` text NOT NULL,
	`error` text,
	`segments` integer NOT NULL,
	`provider` text,
	`by` text DEFAULT '' NOT NULL,
	`notice` integer DEFAULT false NOT NULL,
	`body` text,
	`due_at` integer DEFAULT 0 NOT NULL,
	`tried_at` integer,
	`at` integer NOT NULL,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_message_provider` ON `phone_message` (`provider`);--> statement-breakpoint
CREATE INDEX `phone_message_tried` ON `phone_message` (`number`,`tried_at`);--> statement-breakpoint
CREATE INDEX `phone_message_account` ON `phone_message` (`account`,`at`);--> statement-breakpoint
CREATE TABLE `phone_number` (
	`id` text PRIMARY KEY NOT NULL,
	`account` text NOT NULL,
	`e164` text NOT NULL,
	`provider` text NOT NULL,
	`capabilities` text NOT NULL,
	`label` text DEFAULT '' NOT NULL,
	`monthly_cap` integer,
	`quiet_from` integer,
	`quiet_to` integer,
	`time_zone` text DEFAULT 'UTC' NOT NULL,
	`language` text DEFAULT 'en' NOT NULL,
	`greeting` text DEFAULT '' NOT NULL,
	`next_at` integer DEFAULT 0 NOT NULL,
	`warned` text DEFAULT '' NOT NULL,
	`created_at` integer NOT NULL,
	`removed_at` integer,
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `phone_number_e164` ON `phone_number` (`e164`) WHERE removed_at IS NULL;--> statement-breakpoint
CREATE INDEX `phone_number_account` ON `phone_number` (`account`);