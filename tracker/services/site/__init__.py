"""A folder of pages that anybody can put on a web server, and that is brought up to date by writing what changed."""
