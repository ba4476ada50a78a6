"""9 program: the command line, `journeymine`."""
