CREATE TABLE `sms_room` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`people` text NOT NULL,
	`room` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`number`, `people`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sms_room_room` ON `sms_room` (`room`);--> statement-breakpoint
CREATE TABLE `sms_thread` (
	`account` text NOT NULL,
	`number` text NOT NULL,
	`other` text NOT NULL,
	`room` text NOT NULL,
	PRIMARY KEY(`number`, `other`),
	FOREIGN KEY (`account`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`number`) REFERENCES `phone_number`(`id`) ON UPDATE no action ON DELETE no action
);
