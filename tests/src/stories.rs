//! End-to-end stories: real processes, real files, real lines over loopback, kill -9 included. One
//! binary, a file for each story; the name of a story is its claim.

mod browser;
mod hall;
mod line;

mod a_month_of_work;
mod bad_input_at_the_desk;
mod calendar_due;
mod certificates;
mod check_numbers;
mod console_pages;
mod demonstration;
mod disk_full;
mod flipped_bits;
mod hostile_child;
mod killed_at_random;
mod misspelt_config;
mod network_up;
mod one_process_a_directory;
mod paper_codes;
mod power_cut;
mod torn_journal;
